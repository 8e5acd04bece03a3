"""What people and other programs talk to: command line, batch scorer and HTTP service."""
