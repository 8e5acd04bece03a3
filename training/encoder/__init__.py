"""Fine-tuning the encoder of the accurate tier. Needs the extra `encoder`; running it does not."""
