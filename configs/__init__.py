"""The settings of every exchange, one YAML file each; packaged as ``btfast.configs``."""
