-- What was read from each export, and does it add up? gap is 0 for every source.
select path, kind, n_read, n_loaded, n_skipped, n_rejected, n_read - n_loaded - n_skipped - n_rejected as gap, imported_at
from source
order by path;
