document.querySelectorAll(".find").forEach(box => {
const page = box.closest("article") || document;
const [words, group, order] = box.querySelectorAll("input, select");
const plain = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
const names = new Intl.Collator("vi");
const rows = [...page.querySelectorAll("tr[data-class]")].map((row, index) => ({
  row, index, body: row.parentNode, name: row.querySelector("th").firstChild.textContent, points: row.dataset.points,
}));
const bodies = new Set(rows.map(one => one.body));
rows.forEach(one => { one.plain = plain(one.name); });
const least = one => one.points === "" ? Infinity : Number(one.points);
const most = one => one.points === "" ? -Infinity : Number(one.points);
const orders = {
  rank: (a, b) => a.index - b.index,
  name: (a, b) => names.compare(a.name, b.name) || a.index - b.index,
  most: (a, b) => most(b) - most(a) || a.index - b.index,
  least: (a, b) => least(a) - least(b) || a.index - b.index,
};
const find = () => {
  const wanted = plain(words.value).split(" ").filter(Boolean);
  let count = 0, of = 0;
  rows.forEach(one => {
    const shown = wanted.every(word => one.plain.includes(word)) && (!group.value || one.row.dataset.class === group.value);
    one.row.hidden = !shown;
    if (one.row.closest(".rank")) {
      count += shown;
      of += 1;
    }
  });
  // What has no row left is not shown empty; the part with the search itself stays.
  bodies.forEach(body => {
    const table = body.closest("table"), part = table.closest("section");
    (part && !part.contains(box) ? part : table).hidden = rows.every(one => one.body !== body || one.row.hidden);
  });
  box.querySelector("output").textContent = `${count} / ${of} ${box.dataset.noun}`;
};
const sort = () => [...rows].sort(orders[order.value]).forEach(one => one.body.append(one.row));
box.addEventListener("input", find);
order.addEventListener("change", sort);
box.hidden = false;
sort();
find();
});
