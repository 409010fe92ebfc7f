"""The cohort: who this person could be, as virtual persons drawn from spreads and covariates."""
