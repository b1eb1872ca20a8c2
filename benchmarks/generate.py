"""A million street reports in ten columns, about 188 MB of CSV: the same bytes on every run and every machine.

Nothing is random: each cell is arithmetic on its row number, so neither threads nor engine versions change the file.
"""

import sys
from pathlib import Path

import duckdb

ROWS = 1_000_000
KEY = "reference"

REPORTS = """
SELECT
    'SR-' || lpad(i::VARCHAR, 9, '0') AS reference,
    ['pothole', 'street_light', 'graffiti', 'illegal_dumping', 'sidewalk', 'road_sign'][1 + (i * 7919) % 6] AS category,
    ['received', 'acknowledged', 'planned', 'in_progress', 'closed', 'closed', 'closed']
        [1 + (i * 104729) % 7] AS status,
    strftime(TIMESTAMP '2016-01-01' + to_seconds((i * 48271) % 315360000), '%Y-%m-%dT%H:%M:%SZ') AS opened_at,
    CASE WHEN (i * 104729) % 7 > 3 THEN
        strftime(TIMESTAMP '2016-01-02' + to_seconds((i * 48271) % 315360000), '%Y-%m-%dT%H:%M:%SZ') END AS closed_at,
    lpad((1001 + (i * 15485863) % 34935)::VARCHAR, 5, '0') AS insee_code,
    round(-4.5 + ((i * 32452843) % 1000003) / 1000003.0 * 12, 6) AS lon,
    round(42.4 + ((i * 49979687) % 1000033) / 1000033.0 * 8.6, 6) AS lat,
    (1 + (i * 86028121) % 199) || ' rue ' ||
        ['de la République', 'Victor Hugo', 'des Écoles', 'du Moulin', 'Pasteur'][1 + (i * 67867967) % 5] AS address,
    ['Un trou profond au milieu de la chaussée, dangereux pour les vélos.',
     'Le lampadaire clignote toute la nuit depuis une semaine.',
     'Des encombrants ont été déposés devant le portail de l''école.',
     'Le panneau est tombé, on ne voit plus la priorité.'][1 + (i * 122949829) % 4]
        || ' Signalement ' || (i * 179424691) % 999983 AS description
FROM range({rows}) AS numbers(i)
"""


def write(path: Path, rows: int = ROWS) -> Path:
    """Write the file, unless it is there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with duckdb.connect() as engine:
            engine.execute(f"COPY ({REPORTS.format(rows=rows)}) TO '{partial}' (HEADER, DELIMITER ',')")
        partial.rename(path)
    return path


if __name__ == "__main__":
    target = write(Path(sys.argv[1] if len(sys.argv) > 1 else "var/bench/reports.csv"))
    print(f"{target}: {target.stat().st_size:,} bytes")
