"""Housing operators, sites and units from CSV files: all or nothing, by the forms and services of the pages."""
