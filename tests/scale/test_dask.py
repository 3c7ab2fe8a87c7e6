"""The recipe for Dask, as the documentation has it, on a cluster of processes of this machine."""

import importlib.util

import pytest

import ip4timeline as ip4
from ip4timeline import frames

from .test_shards import Ask, answered, pa, whole

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")


@pytest.mark.filterwarnings("default")  # of Dask and what it calls, which are not ours to mend
def test_the_recipe_for_dask_answers_as_the_library_does(root, tmp_path):
    file = root / "examples" / "clusters" / "on_dask.py"
    if not file.is_file():
        pytest.skip("the recipes are in the repository only")
    spec = importlib.util.spec_from_file_location("on_dask", file)
    recipe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    record, versions = ip4.load(), tmp_path / "versions.parquet"
    frames.versions(record).to_polars().write_parquet(versions, row_group_size=400)
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster),
    ):
        for rule, ask in ((ip4.LEADER, Ask.spells("2024-01-01")), (ip4.CONTACTS, Ask.spells())):
            found = dask.compute(*recipe.answer(str(versions), rule, ask, shards=5))
            assert len(found) == 5
            assert answered(pa.concat_tables(found)) == whole(record, rule, ask)
