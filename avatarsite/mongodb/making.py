"""Writes migrations for apps whose own make keys that MongoDB does not have.

Our own models have UUID keys, so one set of migrations serves every database. Django's and
allauth's apps number their rows: their migrations are written anew from their models, with an
ObjectId as key. Each is named as the app's newest own migration, because migrations of other apps
may depend on that name.
"""

from collections.abc import Iterator
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.db.migrations import Migration
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from avatarsite.databases import MONGODB_MIGRATIONS
from avatarsite.mongodb.fields import TextKeyField


def numbered_apps() -> list[str]:
    """Labels of the installed apps that have a model whose key the database makes up."""
    return sorted(
        {
            model._meta.app_label
            for model in apps.get_models()
            if isinstance(model._meta.pk, TextKeyField)
        }
    )


def missing_migrations() -> list[Migration]:
    """The migrations that are not written yet; none when folders and models agree."""
    labels = numbered_apps()
    graph, state, wanted = MigrationGraph(), ProjectState(), ProjectState.from_apps(apps)
    for (label, _), model in wanted.models.items():
        if label not in labels:  # as good as written
            state.add_model(model.clone())
    for migration in _written():
        key = (migration.app_label, migration.name)
        earlier = graph.leaf_nodes(migration.app_label)
        graph.add_node(key, migration)
        for parent in earlier:
            graph.add_dependency(migration, key, parent)
        migration.mutate_state(state, preserve=False)
    answers = MigrationQuestioner(specified_apps=set(labels))
    detector = MigrationAutodetector(state, wanted, answers)
    changes = detector.changes(graph)
    made = [migration for label in labels for migration in changes.get(label, [])]
    for label in labels:
        if label in changes:
            _rename(changes[label][-1], _newest_own_migration(label), made)
    return made


def _written() -> list[Migration]:
    """The migrations in the folders of such apps; of each app in its order.

    Those of other apps are left out: ours depend on these, which may not be written yet.
    """
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    found = sorted(loader.disk_migrations)
    return [loader.disk_migrations[key] for key in found if key[0] in settings.MIGRATION_MODULES]


def write(migrations: list[Migration], folder: Path = MONGODB_MIGRATIONS) -> Iterator[Path]:
    """Write migrations, each into its app's folder.

    Yields:
        The files, as they are written.
    """
    for migration in migrations:
        package = folder / migration.app_label
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").touch()
        file = package / f"{migration.name}.py"
        file.write_text(MigrationWriter(migration, include_header=False).as_string(), "utf-8")
        yield file


def _newest_own_migration(label: str) -> str:
    """Name of the newest migration that the app brings; empty when it has none."""
    folder = Path(apps.get_app_config(label).path) / "migrations"
    return max((module.name for module in iter_modules([str(folder)])), default="")


def _rename(migration: Migration, name: str, made: list[Migration]) -> None:
    """Give the first migration of an app another name, also where others depend on it."""
    if not migration.initial or not name:
        return
    old, new = (migration.app_label, migration.name), (migration.app_label, name)
    migration.name = name
    for other in made:
        # Given by the instance, although declared for the class.
        needed = [new if key == old else key for key in other.dependencies]
        other.dependencies = needed  # type: ignore[misc]
