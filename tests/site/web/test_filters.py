"""What templates say of numbers, money and dates."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template_string

from web.filters import register


@pytest.fixture
def said():
    """Return a function that renders a template in a language."""
    app = Flask(__name__)
    reader = {}
    register(app, lambda: reader["language"])

    def render(template, language, **values):
        reader["language"] = language
        with app.app_context():
            return render_template_string(template, **values).replace("\N{NO-BREAK SPACE}", " ")

    return render


@pytest.mark.parametrize(
    ("template", "language", "expected"),
    [
        ("{{ 30515 | area }}", "ko", "30,515 m² · 9,231평"),
        ("{{ 30515 | area('tsubo') }}", "id", "30.515 m² · 9.231 pyeong/tsubo"),
        ("{{ 526000 | totals | together }}", "ja", "52.6 ha · 15万9,115坪"),
        ("{{ 500 | quantity('m³/day') }}", "id", "500 m³/hari"),
        ("{{ 5004460 | money('USD') }}", "id", "5.004.460 USD"),
        ("{{ 13096640000 | money_about('KRW') }}", "ko", "약 131억 원"),
        ("{{ 150 | unit_prices('USD') | together }}", "ko", "150 USD/m² · 495.87 USD/평"),
        ("{{ 150 | unit_prices('USD', period='/month') | together }}", "id", "150 USD/m²/bulan"),
        ("{{ 2 | to(3, 'km') }}", "en", "2–3 km"),
        ("{{ at | moment }}", "ja", "2026年12月28日(月) 16:40 JST"),
        ("{{ at | moment('Asia/Jakarta', year=False) }}", "ko", "12월 28일(월) 14:40 WIB"),
        ("{{ at | clock('Asia/Jakarta') }}", "id", "14.40"),
        ("{{ day | long_date }}", "ko", "2026년 11월 24일"),
        ("{{ day | iso }}", "ko", "2026-11-24"),
    ],
)
def test_a_filter_speaks_the_readers_language(said, template, language, expected):
    at = datetime(2026, 12, 28, 7, 40, tzinfo=UTC)
    assert said(template, language, at=at, day=date(2026, 11, 24)) == expected


def test_a_constant_is_not_frozen_in_the_first_readers_language(said):
    assert said("{{ 1234.5 | number }}", "en") == "1,234.5"
    assert said("{{ 1234.5 | number }}", "id") == "1.234,5"
