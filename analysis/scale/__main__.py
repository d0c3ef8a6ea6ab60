"""The process of one worker: `python -m analysis.scale`."""

from analysis.scale.engine import serve_jobs

if __name__ == "__main__":
    serve_jobs()
