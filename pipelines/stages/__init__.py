"""One function per asset, without Dagster: each reads frames from the home, calls transforms, writes frames back and
returns numbers. Assets wrap them; tests and the commands that rerun a tail call them directly (chain.py)."""
