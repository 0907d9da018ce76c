// The last ten luminosities from /connexion: one event on connect, and one for each reading.
// Chart.js comes as a classic script, so that this page needs no import map.
import { t, translate } from "../core/i18n.js";

translate(document.body);
document.title = `${t("contenu.title")} · Kymata`;

const state = document.getElementById("state");
const rows = document.querySelector("#table tbody");
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const chart = new window.Chart(document.getElementById("chart"), {
  type: "line",
  data: { labels: [], datasets: [{ label: t("contenu.title"), data: [], borderColor: token("--accent"), borderWidth: 1.5 }] },
  options: {
    animation: false,
    maintainAspectRatio: false,
    plugins: { legend: { display: false } },
    scales: {
      x: { ticks: { color: token("--muted") }, grid: { color: token("--line") } },
      y: { ticks: { color: token("--muted") }, grid: { color: token("--line") } },
    },
  },
});

// Passes the query on: ?node=… chooses one node.
const source = new EventSource(`../connexion${location.search}`);
source.addEventListener("message", (event) => show(JSON.parse(event.data)));
// The browser does not reconnect after an error response, for example when signed out.
source.addEventListener("error", () => say(source.readyState === EventSource.CLOSED ? "contenu.closed" : "contenu.reconnecting"));

function show({ labels, data }) {
  say(data.length === 0 ? "contenu.empty" : "contenu.live");
  chart.data.labels = labels;
  chart.data.datasets[0].data = data;
  chart.update();
  rows.replaceChildren(...labels.map((label, i) => row(label, data[i])));
}

function row(...cells) {
  const line = document.createElement("tr");
  for (const cell of cells) {
    line.insertCell().textContent = String(cell);
  }
  return line;
}

function say(key) {
  const text = t(key);
  if (state.textContent !== text) {
    state.textContent = text;
  }
}
