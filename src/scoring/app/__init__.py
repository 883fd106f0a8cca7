"""Use cases: what can be done with schemes, dossiers, results and campaigns, without a screen or command line.

Parameters of one name mean the same everywhere:

- `paths`: files, or folders of them; of dossiers, or of stored results, as the use case takes.
- `conditions`: how dossiers are evaluated.
- `scheme`: the scheme's folder; without it the one that the dossier, result or campaign names, looked for by its id.
- `history`: files and folders of earlier results, beside those a result or ledger keeps.
- `agency`, `block`, `period`: the one meant, by id, where there are several.
- `rules`: the rules backend, durable or native.
- `lang`: the reader's language, vi or en.
- `observer`: gets progress and all problems that stop nothing.
- `place`: a store of ledgers, an SQLite file or a PostgreSQL URL.
- `campaign`: a campaign's id; not needed where the store holds just one.
- `by`: the person or agency acting, by id.
- `at`: the instant to record as the ledger writes it; without it that of `clock`, the present one.
- `signer`: signs what is written; `keys`: a folder of public keys to trust; `require_signed`: whether bundles,
  submissions and publications must be signed.

All raise `CannotRead` where a path is not there or cannot be read or written, or a library is missing, `InvalidInput`
with every problem of what was read, `NothingMatched` where there is nothing to do or nothing of the id given,
`UsageProblem` where one of several had to be chosen or an input would be overwritten, `IntegrityFailure` where a
scheme is not the version a campaign was opened with. Their docstrings name what else there is.
"""
