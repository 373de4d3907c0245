"""Search at 1,000, 10,000 and 100,000 passages, beside bm25s alone and a plain numpy scan.

    python -m benchmarks.scale [--sizes N ...] [--eval DIR]

The passages are made of the sentences and headings of the two example companies, and of the sites
under DIR if there are any, put together anew with words and figures changed. A few thousand texts
are embedded by the model; all others get a mix of two of these vectors with noise, because
embedding 100,000 passages takes a quarter of an hour and says nothing more about searching them.
Each size runs in a process of its own. Questions are those of the content and of DIR.

- search: `Index.search` with the question's vector given, both stages, p50 and p95 in milliseconds;
- first: its first stage alone; build: from kept vectors;
- recall: of the ten best when every passage is scored, how many are the first stage's ten;
- memory: resident, with the index and after all searches, less that with an empty index; the
  pages themselves, which are there with any index, stand apart;
- bm25s: `retrieve` of its ten best; numpy: float32 products with one vector of each passage;
- edit: a page of a folder is changed, until the new state answers (`LiveKnowledge.refresh`; the
  server looks for changes after each pause, which is counted with it).
"""
