"""Learning the reader from coded articles; needs the extra `train` (PyTorch), which nothing else imports."""
