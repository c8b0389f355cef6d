"""The public "simple features" of the eight raw tables with pandas: the opponent of a benchmark, not part of the project.

Which columns are aggregated how is in simple_features.json: the aggregations of the best-known public notebook on these
tables. Every category becomes a column of 0 and 1, an unknown one too. Writes one JSON object to standard output:
seconds, counts, and of each feature its number of values and their sum. Usage: python3 simple_features.py FOLDER
"""

import json
import sys
import time
from os.path import dirname, join

import numpy as np
import pandas as pd

CUSTOMER = "SK_ID_CURR"
CREDIT = "SK_ID_BUREAU"
LOANS = ["SK_ID_PREV", CREDIT]
UNKNOWN_DAY = 365243
FIVE = ["min", "max", "mean", "sum", "var"]
# As the files of the competition are written.
FILES = {"pos_cash_balance": "POS_CASH_balance"}


def ratio(a, b):
    return a / b.where(b != 0)


def difference(a, b):
    return a - b


def excess(a, b):
    return (a - b).clip(lower=0)


DERIVED = {"ratio": ratio, "difference": difference, "excess": excess}


def derive(frame, derived):
    for name, (how, a, b) in derived.items():
        frame[name] = DERIVED[how](frame[a], frame[b])


def encoded(frame):
    """Categories as columns of 0 and 1. Returns the frame and the names of the new columns."""
    texts = [name for name in frame.columns if frame[name].dtype == object]
    wide = pd.get_dummies(frame, columns=texts, dummy_na=True)
    return wide, [name for name in wide.columns if name not in frame.columns]


def aggregated(groups, aggregates, prefix):
    """aggregates: column -> names of functions. Returns columns <prefix>_<column>_<function>."""
    features = groups.agg(aggregates)
    features.columns = [f"{prefix}_{name}_{how}" for name, how in features.columns]
    return features


def histories_of(frame, prefix, spec):
    """The features of one raw table, and those of its subsets over the same numbers."""
    derive(frame, spec.get("derived", {}))
    wide, flags = encoded(frame)
    numbers = spec["numbers"]
    if numbers == "all":
        numbers = {name: FIVE for name in wide.columns if name not in flags and name not in [CUSTOMER, *LOANS]}
    of_months = {name: ["mean"] for name in wide.columns if name.startswith("months_") and name not in numbers}
    flagged = {name: spec["categories"] for name in flags}
    yield aggregated(wide.groupby(CUSTOMER), {**numbers, **flagged, **of_months}, prefix)
    for subset, (column, value) in spec.get("subsets", {}).items():
        yield aggregated(wide[wide[f"{column}_{value}"] == 1].groupby(CUSTOMER), numbers, subset)


def main(folder):
    with open(join(dirname(__file__), "simple_features.json")) as file:
        spec = json.load(file)
    began = time.perf_counter()

    def read(table):
        return pd.read_csv(join(folder, f"{FILES.get(table, table)}.csv"))

    applications = pd.concat([read("application_train"), read("application_test")], ignore_index=True)
    balances = read(spec["months"]["table"])
    frames = {prefix: read(history["table"]) for prefix, history in spec["histories"].items()}
    reading = time.perf_counter() - began
    rows = sum(len(frame) for frame in [applications, balances, *frames.values()])

    began = time.perf_counter()
    for name in spec["applications"]["unknown"]:
        applications[name] = applications[name].replace(UNKNOWN_DAY, np.nan)
    derive(applications, spec["applications"]["derived"])
    features = encoded(applications)[0].set_index(CUSTOMER)
    balances, flags = encoded(balances)
    flagged = {name: spec["months"]["categories"] for name in flags}
    months = aggregated(balances.groupby(CREDIT), {**spec["months"]["numbers"], **flagged}, "months")
    frames["bureau"] = frames["bureau"].join(months, how="left", on=CREDIT)
    for prefix, history in spec["histories"].items():
        for part in histories_of(frames.pop(prefix), prefix, history):
            features = features.join(part, how="left")
    computing = time.perf_counter() - began

    checks = {name: [int(features[name].count()), float(features[name].astype("float64").sum())] for name in features.columns}
    print(json.dumps({"reading": reading, "computing": computing, "rows": rows, "customers": len(features), "features": checks}))


if __name__ == "__main__":
    main(sys.argv[1])
