"""Patients, visits and reads of all sheets made to fit together."""
