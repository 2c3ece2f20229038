"""The demo can be run again and again, replaces what a demo made, and touches nothing else."""
import pathlib

from harness import temporary_folder, truce, verify


def main():
    with temporary_folder() as folder:
        place = pathlib.Path(folder) / "demo"
        for example, said in (("exercise", "exercise"), ("exercise", "exercise"), ("syria-2017", "Recorded by Russia: 14"), ("syria-2017", "")):
            assert said in truce("demo", place, "--example", example), (example, said)
            assert not verify(place)["problems"]
            cases = truce("case", "list", place).splitlines()
            assert [line.split()[1:3] for line in cases] == ([["open", "disputed"]] if example == "exercise" else []), cases
        assert sorted(p.name for p in place.parent.iterdir()) == ["demo", "demo.demo.head"]

        # As after a kill between removing and founding.
        (place / "demo.mark").rename(place.parent / "mark")
        refused = truce("demo", place, "--example", "exercise", status=1)
        assert "[directory.not_empty]" in refused, refused
        assert not verify(place)["problems"], "what no demo made is left alone"
        for path in sorted(place.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        place.rmdir()
        truce("demo", f"{place}/", "--example", "exercise")
        assert not verify(place)["problems"]
    print("demo: passed")


main()
