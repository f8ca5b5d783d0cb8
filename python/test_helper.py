"""python -m unittest in this folder; needs NumPy alone."""

import json
import unittest
from urllib.parse import unquote, urlsplit

import numpy as np

import attention_playground as ap


class Helper(unittest.TestCase):
    def test_arrays_become_a_document(self):
        q = np.array([[2, 0], [0, 1]], dtype=np.float32)
        state = ap.document(tokens=["it", "robot"], q=q, k=q, v=q[:, :1], heads=np.int64(1), scale=False)
        self.assertEqual(state["input"], {"kind": "vectors", "q": [[2, 0], [0, 1]], "k": [[2, 0], [0, 1]], "v": [[2], [0]]})
        self.assertEqual((state["version"], state["tokens"], state["scale"]), (1, ["it", "robot"], False))

    def test_embeddings_and_biases(self):
        one = np.eye(3)
        state = ap.document(x=one, wq=one, wk=one, wv=one, bq=np.zeros(3))
        self.assertEqual(state["tokens"], ["0", "1", "2"])
        self.assertEqual(state["input"]["kind"], "embeddings")
        self.assertEqual(state["input"]["bq"], [0, 0, 0])

    def test_an_address_holds_the_document(self):
        mask = np.array([[True, False], [True, True]])
        url = ap.address("https://host.example/lab/", options={"hide": "lesson,tokens"}, q=np.eye(2), k=np.eye(2), v=np.eye(2), mask=mask)
        parts = urlsplit(url)
        self.assertEqual(parts.query, "embed=1&hide=lesson,tokens")
        self.assertEqual(json.loads(unquote(parts.fragment.removeprefix("json=")))["mask"], [[True, False], [True, True]])

    def test_what_is_no_matrix_is_refused_by_name(self):
        for name, value in (("q", np.zeros(3)), ("k", [[np.nan]]), ("v", np.zeros((2, 2, 2)))):
            with self.assertRaisesRegex(ValueError, f"^{name}: "):
                ap.document(**{"q": np.eye(2), "k": np.eye(2), "v": np.eye(2), name: value})

    def test_a_trace_becomes_arrays(self):
        trace = {name: [[[1.0, 2.0]]] for name in ap.ARRAYS}
        trace["logits"] = [[[0.5, None]]]
        read = ap.arrays(trace)
        self.assertEqual(read["logits"].tolist(), [[[0.5, -np.inf]]])
        self.assertEqual(read["weights"].dtype, np.float32)


if __name__ == "__main__":
    unittest.main()
