"""The settings of the service, from environment variables."""

from typing import Annotated, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.tier import Tier
from taxonomy.errors import Refusal

PREFIX = "INCIDENT_CODER_"


class Settings(BaseSettings):
    """Each is read from `INCIDENT_CODER_` and its name in capitals: `INCIDENT_CODER_PORT=8080`.

    `model` is a bundle folder or `models:/name@alias`, None for the shipped one. `frame`, an id or
    a file, refuses a model that is bound to another. `tier` is the model's best if None. `similar`
    is the folder of an index of coded incidents, None for no index. Port 0 is any free port.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    model: str | None = None
    frame: str | None = None
    tier: Tier | None = None
    similar: str | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    log_level: Literal["debug", "info", "warning", "error"] = "info"


def read_settings() -> Settings:
    """The settings of the environment. Raises Refusal naming the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        variable = PREFIX + str(first["loc"][0]).upper()
        raise Refusal(
            f"the environment variable {variable} is not valid ({first['msg']}); correct it or "
            "take it out."
        ) from None
