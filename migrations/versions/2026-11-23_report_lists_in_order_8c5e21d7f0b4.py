"""Lists of reports by one of category, commune, status or team come in their order from an index.

Revision: 8c5e21d7f0b4, after 4d1f0c7a92b5, made on 2026-11-23.
"""

import sqlalchemy as sa
from alembic import op

revision = "8c5e21d7f0b4"
down_revision = "4d1f0c7a92b5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_category"))
        batch_op.drop_index(batch_op.f("ix_reports_insee_code"))
        batch_op.drop_index(batch_op.f("ix_reports_status"))
        batch_op.create_index(
            "ix_reports_category_opened_at_reference", ["category", "opened_at", "reference"], unique=False
        )
        batch_op.create_index(
            "ix_reports_insee_code_opened_at_reference", ["insee_code", "opened_at", "reference"], unique=False
        )
        batch_op.create_index(
            "ix_reports_status_opened_at_reference", ["status", "opened_at", "reference"], unique=False
        )
        batch_op.create_index(
            "ix_reports_team_opened_at_reference",
            ["team", "opened_at", "reference"],
            unique=False,
            sqlite_where=sa.text("team IS NOT NULL"),
            postgresql_where=sa.text("team IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_reports_team_opened_at_reference",
            sqlite_where=sa.text("team IS NOT NULL"),
            postgresql_where=sa.text("team IS NOT NULL"),
        )
        batch_op.drop_index("ix_reports_status_opened_at_reference")
        batch_op.drop_index("ix_reports_insee_code_opened_at_reference")
        batch_op.drop_index("ix_reports_category_opened_at_reference")
        batch_op.create_index(batch_op.f("ix_reports_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_insee_code"), ["insee_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_category"), ["category"], unique=False)
