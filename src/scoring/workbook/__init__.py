"""The self-assessment workbook: its layout, how it is written, how it is read back and merged."""
