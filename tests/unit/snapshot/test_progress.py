from pledgetree.snapshot.progress import no_progress


def test_work_that_tells_nobody_is_silent(capsys):
    no_progress(1, 2, "units")
    assert capsys.readouterr() == ("", "")
