"""How fast is all of it, on this machine?

Runs every benchmark, one after another, with all builds and peers that are installed, and writes
to benchmarks/results (``--out``): HOST-DATE.json with all samples and the conditions, HOST-DATE.md
with the tables, and a plot of each benchmark. ``--quick`` only checks that all of them run.

Exit status 1 if something computed other numbers than the rest, or failed; what the others have
found is written all the same.
"""

import argparse
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import write_json

HERE = Path(__file__).resolve().parent
#: Each with a file of its own; those that people ask first come first.
QUESTIONS = (
    "recurrence",
    "training_step",
    "hand_written_scans",
    "recurrence_options",
    "scaling",
    "compile_time",
    "end_to_end",
)


def main(arguments=None):
    """Run the suite; the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a check, no measurement")
    parser.add_argument("--only", nargs="+", choices=QUESTIONS, default=QUESTIONS)
    parser.add_argument("--out", type=Path, default=HERE / "results", help="default: %(default)s")
    arguments = parser.parse_args(arguments)
    arguments.out.mkdir(parents=True, exist_ok=True)
    name = f"{platform.node() or 'host'}-{datetime.date.today().isoformat()}"
    name = re.sub(r"[^\w.-]", "_", name) + ("-quick" if arguments.quick else "")

    record, texts, failed = {"environment": {}, "skipped": [], "samples": []}, [], []
    for number, question in enumerate(arguments.only, 1):
        print(f"[{number}/{len(arguments.only)}] {question} ...", file=sys.stderr, flush=True)
        plot = arguments.out / f"{name}-{question}.png"
        status, text, found = _ask(question, arguments.quick, plot)
        if status:
            failed.append(question)
        texts.append(f"## {question}\n\n{text.strip()}\n")
        for part in ("skipped", "samples"):
            record[part] += found.get(part, [])
        for key, value in found.get("environment", {}).items():
            record["environment"].setdefault(key, value)
            if key == "versions":
                record["environment"][key] = {**record["environment"][key], **value}
    record["environment"]["command"] = [os.path.basename(sys.argv[0]), *sys.argv[1:]]
    write_json(record, arguments.out / f"{name}.json")
    text = f"# {name}\n\n" + "\n".join(texts)
    (arguments.out / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)
    print(f"written: {arguments.out / name}.json, .md and a plot of each", file=sys.stderr)
    for question in failed:
        print(f"{question} failed, see above", file=sys.stderr)
    return 1 if failed else 0


def _ask(question, quick, plot):
    """Exit status, text and record of one benchmark."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "found.json")
        command = [sys.executable, str(HERE / f"{question}.py"), "--json", str(path)]
        command += ["--plot", str(plot), *["--quick"] * quick]
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return run.returncode, run.stdout, found


if __name__ == "__main__":
    sys.exit(main())
