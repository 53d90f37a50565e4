"""What is marked where two texts differ, and that hostile words stay words."""

from claqueur.app.display.differences import MARK_STYLE, differ, marked, own_words

MARK = f'<mark style="{MARK_STYLE}"><u>'
END = "</u></mark>"


def test_the_words_that_the_other_text_lacks_are_marked_together():
    one = "The harbour plan will cost every family dearly"
    other = "the harbour  plan may well cost\nevery family dearly, ask"
    assert marked(own_words(one, other)) == f"The harbour plan {MARK}will{END} cost every family {MARK}dearly{END}"
    assert (
        marked(own_words(other, one))
        == f"the harbour plan {MARK}may well{END} cost every family {MARK}dearly, ask{END}"
    )


def test_capitals_and_spaces_are_no_difference():
    assert not differ("The  Plan", "the\nplan")
    assert differ("the plan", "the plan now")


def test_a_post_cannot_write_html():
    hostile = '<script>alert("x")</script> <img src=x onerror=alert(1)> & </mark> plan'
    shown = marked(own_words(hostile, "plan"))
    assert "<script" not in shown
    assert "<img" not in shown
    assert shown.count("<") == 4  # mark and u, opened and closed
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in shown
    assert marked(own_words("", "plan")) == ""


def test_a_very_long_text_is_compared_in_part_and_kept_whole():
    words = own_words("spam " * 20_000, "ham " * 20_000)
    assert len(words) == 20_000
    assert all(own for _, own in words)
