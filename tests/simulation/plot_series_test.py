"""What the pictures of the documentation are drawn from must be in them."""

import os
import tempfile
import unittest
import xml.etree.ElementTree as tree

import plot_series

CSV = "seconds,limit,in flight,applied\n0,100,,0\n5,200,150,3000\n10,50,40,600\n"


class PlotSeries(unittest.TestCase):
    def draw(self, *options, csv=CSV):
        with tempfile.TemporaryDirectory() as folder:
            source, target = os.path.join(folder, "a.csv"), os.path.join(folder, "a.svg")
            with open(source, "w", encoding="utf-8") as file:
                file.write(csv)
            plot_series.main([source, target, *options])
            return tree.parse(target).getroot()

    def texts(self, root):
        return [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]

    def test_names_every_series_axis_and_mark(self):
        texts = self.texts(self.draw("--title", "A & B", "--panel", "records=limit,in flight",
                                     "--panel", "records/s=applied", "--mark", "5=slower"))
        for text in ["A & B", "records", "limit", "in flight", "records/s", "applied", "seconds", "slower"]:
            self.assertIn(text, texts)

    def test_a_gap_breaks_the_line(self):
        root = self.draw("--panel", "records=in flight")
        lines = [node.get("d") for node in root.iter("{http://www.w3.org/2000/svg}path")
                 if node.get("stroke-width") == "1.8"]
        self.assertEqual(len(lines), 1)
        self.assertTrue(lines[0].startswith("M455.0 "), lines[0])

    def test_the_axis_reaches_the_largest_value(self):
        for most, last in [(1, 1), (3000, 3000), (3001, 4000), (0.7, 0.8), (47, 50)]:
            self.assertAlmostEqual(plot_series.ticks(most)[-1], last)

    def test_refuses_rows_without_a_series(self):
        with self.assertRaises(ValueError):
            self.draw(csv="seconds\n1\n")


if __name__ == "__main__":
    unittest.main()
