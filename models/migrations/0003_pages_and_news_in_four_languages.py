"""Pages and news in four languages, with their revisions, publications and former addresses."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('page',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('page', 'news', 'legal', name='pagekind', native_enum=False, length=24), nullable=False),
    sa.Column('source_language', sa.String(), nullable=False),
    sa.Column('menu', sa.Enum('none', 'main', 'foot', name='menu', native_enum=False, length=24), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('illustrative', sa.Boolean(), nullable=False),
    sa.CheckConstraint("kind IN ('page', 'news', 'legal')", name=op.f('ck_page_kind')),
    sa.CheckConstraint("menu IN ('none', 'main', 'foot')", name=op.f('ck_page_menu')),
    sa.CheckConstraint("source_language IN ('id', 'en', 'ko', 'ja')", name=op.f('ck_page_source_language')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_page')),
    sa.UniqueConstraint('key', name=op.f('uq_page_key'))
    )
    op.create_table('editing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('page_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['page_id'], ['page.id'], name=op.f('fk_editing_page_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_editing_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_editing')),
    sa.UniqueConstraint('page_id', 'language', 'user_id', name=op.f('uq_editing_page_id_language_user_id'))
    )
    with op.batch_alter_table('editing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_editing_user_id'), ['user_id'], unique=False)

    op.create_table('page_locale',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('page_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('head', sa.Integer(), nullable=False),
    sa.CheckConstraint("language IN ('id', 'en', 'ko', 'ja')", name=op.f('ck_page_locale_language')),
    sa.CheckConstraint('head >= 0', name=op.f('ck_page_locale_head')),
    sa.ForeignKeyConstraint(['page_id'], ['page.id'], name=op.f('fk_page_locale_page_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_page_locale')),
    sa.UniqueConstraint('language', 'slug', name=op.f('uq_page_locale_language_slug')),
    sa.UniqueConstraint('page_id', 'language', name=op.f('uq_page_locale_page_id_language'))
    )
    op.create_table('page_redirect',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('locale_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['locale_id'], ['page_locale.id'], name=op.f('fk_page_redirect_locale_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_page_redirect')),
    sa.UniqueConstraint('language', 'slug', name=op.f('uq_page_redirect_language_slug'))
    )
    with op.batch_alter_table('page_redirect', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_page_redirect_locale_id'), ['locale_id'], unique=False)

    op.create_table('publication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('locale_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('act_id', sa.Integer(), nullable=False),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('why', sa.String(), nullable=True),
    sa.CheckConstraint('until_at IS NULL OR until_at >= from_at', name=op.f('ck_publication_ends_after_it_begins')),
    sa.ForeignKeyConstraint(['act_id'], ['act.id'], name=op.f('fk_publication_act_id')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['act.id'], name=op.f('fk_publication_ended_by_id')),
    sa.ForeignKeyConstraint(['locale_id'], ['page_locale.id'], name=op.f('fk_publication_locale_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publication'))
    )
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_publication_act_id'), ['act_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_publication_ended_by_id'), ['ended_by_id'], unique=False)
        batch_op.create_index('ix_publication_locale_id_from_at', ['locale_id', 'from_at'], unique=False)

    op.create_table('revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('locale_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('act_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('short_title', sa.String(), nullable=False),
    sa.Column('description', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('text_hash', sa.String(), nullable=False),
    sa.Column('origin', sa.Enum('human', 'machine', 'import', 'restore', 'check', name='origin', native_enum=False, length=24), nullable=False),
    sa.Column('by_machine', sa.Boolean(), nullable=False),
    sa.Column('reviewed', sa.Boolean(), nullable=False),
    sa.Column('matches', sa.Integer(), nullable=True),
    sa.Column('minor', sa.Boolean(), nullable=False),
    sa.Column('why', sa.String(), nullable=True),
    sa.CheckConstraint('NOT minor OR why IS NOT NULL', name=op.f('ck_revision_minor_has_reason')),
    sa.ForeignKeyConstraint(['act_id'], ['act.id'], name=op.f('fk_revision_act_id')),
    sa.ForeignKeyConstraint(['locale_id'], ['page_locale.id'], name=op.f('fk_revision_locale_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_revision')),
    sa.UniqueConstraint('locale_id', 'number', name=op.f('uq_revision_locale_id_number'))
    )
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_revision_act_id'), ['act_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_revision_act_id'))

    op.drop_table('revision')
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.drop_index('ix_publication_locale_id_from_at')
        batch_op.drop_index(batch_op.f('ix_publication_ended_by_id'))
        batch_op.drop_index(batch_op.f('ix_publication_act_id'))

    op.drop_table('publication')
    with op.batch_alter_table('page_redirect', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_page_redirect_locale_id'))

    op.drop_table('page_redirect')
    op.drop_table('page_locale')
    with op.batch_alter_table('editing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_editing_user_id'))

    op.drop_table('editing')
    op.drop_table('page')
