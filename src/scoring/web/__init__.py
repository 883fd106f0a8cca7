"""The desk in the browser: self-assessment, appraisal and publication of a campaign on the same ledger as the command line.

The web database holds accounts, places in campaigns, drafts, files of drafts and questions; never a score. Every act is
an entry of the ledger, written by `scoring.app.campaign`.
"""
