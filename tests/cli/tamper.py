"""One changed byte of any column of the record, its batches or the register is found by `record verify`, which exits 1 and says where.

Each column of each table is changed once at a random place (the seed is printed): a byte of what is text or bytes, the last
bit of a number."""
import pathlib
import random
import shutil
import sqlite3

from harness import SYRIA, found, temporary_folder, truce, verify

SEED = 20170225


def columns(db):
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_version'").fetchall():
        for column in db.execute(f"PRAGMA table_info({table})").fetchall():
            yield table, column[1]


def changed(value, chance):
    if isinstance(value, int):
        return value ^ 1
    data = bytearray(value if isinstance(value, bytes) else value.encode())
    data[chance.randrange(len(data))] ^= 1
    return bytes(data) if isinstance(value, bytes) else data.decode("utf-8", "replace")


def change(path, table, column, chance):
    """Returns whether there was anything to change."""
    with sqlite3.connect(path) as db:
        key = [name for _, name, *_, place in db.execute(f"PRAGMA table_info({table})").fetchall() if place > 0]
        rows = db.execute(f"SELECT {column}, {', '.join(key)} FROM {table} WHERE length({column}) > 0").fetchall()
        if not rows:
            return False
        value, *row = chance.choice(rows)
        try:
            where = " AND ".join(f"{name} = ?" for name in key)
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (changed(value, chance), *row))
        except sqlite3.IntegrityError:
            return False  # the number is another row's: the table itself does not take it
    return True


def main():
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    with temporary_folder() as folder:
        folder = pathlib.Path(folder)
        store, altered = folder / "m", folder / "altered"
        key = found(store)
        for file, more in (("ged.csv", ["--register", "ucdp-ged"]), ("bulletins.csv", [])):
            truce("import", store, SYRIA / "data" / file, "--as", key, *more)
        assert verify(store)["holds"]
        tried = set()
        with sqlite3.connect(store / "truce.db") as db:
            all_columns = list(columns(db))
        for table, column in all_columns:
            shutil.copytree(store, altered, dirs_exist_ok=True)
            if change(altered / "truce.db", table, column, chance):
                said = truce("record", "verify", altered, status=1)
                assert "[" in said and "truce: " in said, (table, column, said)
                tried.add((table, column))
        expected = {"log_entry", "log_part", "log_head", "log_checkpoint", "batch_chunk", "register_report", "register_source", "register_day"}
        assert expected <= {table for table, _ in tried}
    print(f"{len(tried)} columns changed by a byte each, and every change was found")


main()
