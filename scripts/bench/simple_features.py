"""Simple features of the eight raw tables with pandas: the opponent of a benchmark, not part of the project.

Every number of a history is aggregated to its customer by min, max, mean, sum and var; every category becomes a column
of 0 and 1, aggregated by mean. Writes one JSON object to standard output: seconds, counts, and of each feature its
number of values and their sum. Usage: python3 simple_features.py FOLDER
"""

import json
import sys
import time
from os.path import join

import pandas as pd

CUSTOMER = "SK_ID_CURR"
AGGREGATES = ["min", "max", "mean", "sum", "var"]
# table: (file, its columns of identity)
HISTORIES = {
    "previous": ("previous_application.csv", ["SK_ID_PREV"]),
    "pos": ("POS_CASH_balance.csv", ["SK_ID_PREV"]),
    "installments": ("installments_payments.csv", ["SK_ID_PREV"]),
    "card": ("credit_card_balance.csv", ["SK_ID_PREV"]),
}


def encoded(frame):
    """Categories as columns of 0 and 1. Returns the frame and the names of the new columns."""
    texts = [name for name in frame.columns if frame[name].dtype == object]
    wide = pd.get_dummies(frame, columns=texts, dtype="uint8")
    return wide, [name for name in wide.columns if name not in frame.columns]


def aggregated(frame, key, ids, prefix):
    frame = frame.drop(columns=[name for name in ids if name in frame.columns])
    wide, flags = encoded(frame)
    numbers = [name for name in wide.columns if name != key and name not in flags]
    groups = wide.groupby(key)
    parts = [groups[numbers].agg(AGGREGATES), groups[flags].mean(), groups.size().rename(f"{prefix}_count")]
    parts[0].columns = [f"{prefix}_{name}_{how}" for name, how in parts[0].columns]
    parts[1].columns = [f"{prefix}_{name}_mean" for name in parts[1].columns]
    return pd.concat(parts, axis=1)


def main(folder):
    began = time.perf_counter()

    def read(file):
        return pd.read_csv(join(folder, file))

    applications = pd.concat([read("application_train.csv"), read("application_test.csv")], ignore_index=True)
    bureau, balances = read("bureau.csv"), read("bureau_balance.csv")
    histories = {name: read(file) for name, (file, _) in HISTORIES.items()}
    reading = time.perf_counter() - began

    began = time.perf_counter()
    months = aggregated(balances, "SK_ID_BUREAU", [], "months")
    credits = bureau.merge(months.reset_index(), on="SK_ID_BUREAU", how="left")
    features, _ = encoded(applications)
    tables = {"bureau": (credits, ["SK_ID_BUREAU"])}
    tables.update({name: (frame, HISTORIES[name][1]) for name, frame in histories.items()})
    features = features.set_index(CUSTOMER)
    for prefix, (frame, ids) in tables.items():
        features = features.join(aggregated(frame, CUSTOMER, ids, prefix))
    computing = time.perf_counter() - began

    checks = {name: [int(features[name].count()), float(features[name].astype("float64").sum())] for name in features.columns}
    rows = len(applications) + len(bureau) + len(balances) + sum(len(frame) for frame in histories.values())
    print(json.dumps({"reading": reading, "computing": computing, "rows": rows, "customers": len(features), "features": checks}))


if __name__ == "__main__":
    main(sys.argv[1])
