"""A whole report: parameters, the run of the notebooks, publication, manifest and verification."""
