// Saves each field as it is left, keeps what could not be sent in this tab, and moves by keys. Pages work without it.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const vi = root.lang === "vi";
  const word = (a, b) => (vi ? a : b);
  const PREFIX = "chua-gui:";
  const keyOf = (path) => PREFIX + location.pathname.split("/").slice(0, 5).join("/") + "|" + path;
  const store = {
    // With the version that was shown when it was typed: what somebody else wrote since is not overwritten unseen.
    put(path, value, version) { try { sessionStorage.setItem(keyOf(path), JSON.stringify([value, version])); } catch { /* full or forbidden: the field itself still holds it */ } },
    drop(path) { try { sessionStorage.removeItem(keyOf(path)); } catch { /* nothing was kept */ } },
    get(path) { try { return JSON.parse(sessionStorage.getItem(keyOf(path))); } catch { return null; } },
  };

  for (const form of document.querySelectorAll("[data-logout]"))
    form.addEventListener("submit", () => { try { sessionStorage.clear(); } catch { /* nothing was kept */ } });

  const sending = new Map();
  async function send(box, input, accept) {
    const path = box.dataset.path, form = box.closest("form[data-save]");
    const state = box.querySelector(".state");
    // One request for a field at a time, so that each knows the version the one before made.
    if (sending.get(path)) { sending.set(path, "again"); return; }
    sending.set(path, "now");
    const body = new URLSearchParams({ path, value: input.value, version: box.querySelector("[data-version]").value });
    if (accept) body.set("accept", path);
    store.put(path, input.value, body.get("version"));
    let answer;
    try {
      answer = await fetch(form.dataset.save, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value, "HX-Request": "true" } });
    } catch { answer = null; }
    const again = sending.get(path) === "again";
    sending.delete(path);
    if (answer && answer.ok) {
      const sent = body.get("value");
      const text = await answer.text();
      // What was not taken yet stays in this tab.
      if (input.value === sent && !text.includes("data-accept")) store.drop(path);
      show(text, state);
      if (again && input.value !== sent) send(box, input);
      return;
    }
    const why = !answer ? word("Mất mạng: chưa gửi được, đang giữ ở máy này; sẽ tự gửi lại.", "No network: not sent, kept on this computer; it will be sent again.")
      : answer.status === 401 ? word("Phiên làm việc đã hết: điều bạn gõ đang giữ ở máy này.", "The session ended: what you typed is kept on this computer.")
      : answer.status === 403 || answer.status === 409 ? word("Không ghi được: phiếu đã khóa hoặc hết hạn. Điều bạn gõ vẫn còn ở ô này.", "Not saved: the form is locked or overdue. What you typed is still here.")
      : word("Chưa lưu được; sẽ thử lại.", "Not saved; it will be tried again.");
    note(state, why, answer && answer.status === 401);
    if (!answer || answer.status >= 500) setTimeout(() => send(box, input), 5000);
  }
  function note(state, text, login) {
    const hidden = state.querySelector("[data-version]");
    state.replaceChildren(hidden);
    const span = Object.assign(document.createElement("span"), { className: "unsent", textContent: text + " " });
    state.append(span);
    if (login) {
      const link = Object.assign(document.createElement("a"), { textContent: word("Đăng nhập lại", "Sign in again"), href: "/dang-nhap/?next=" + encodeURIComponent(location.pathname) });
      state.append(link);
    }
  }
  function show(html, state) {
    const parts = new DOMParser().parseFromString(html, "text/html").body.children;
    for (const part of [...parts]) {
      part.removeAttribute("hx-swap-oob");
      const old = document.getElementById(part.id);
      if (!old) continue;
      // A list that was opened stays open.
      const open = [...old.querySelectorAll("details")].map((one) => one.open);
      part.querySelectorAll("details").forEach((one, i) => { if (open[i] !== undefined) one.open = open[i]; });
      old.replaceWith(part);
      if (window.htmx) window.htmx.process(part);
    }
    void state;
  }
  const fieldOf = (box) => box.querySelector("[data-joined]") || box.querySelector("input:not([type=hidden]),select,textarea");
  for (const box of document.querySelectorAll("form[data-save] .field[data-path]")) {
    const input = fieldOf(box), ticks = input && "joined" in input.dataset ? [...box.querySelectorAll("[type=checkbox]")] : [];
    if (!input || input.readOnly || input.disabled) continue;
    const tick = () => { const on = input.value.split("; "); for (const one of ticks) one.checked = on.includes(one.value); };
    for (const one of ticks) one.addEventListener("change", () => { input.value = ticks.filter((x) => x.checked).map((x) => x.value).join("; "); store.put(box.dataset.path, input.value, version().value); send(box, input); });
    const version = () => box.querySelector("[data-version]");
    input.addEventListener("input", () => store.put(box.dataset.path, input.value, version().value));
    input.addEventListener("change", () => send(box, input));
    const kept = store.get(box.dataset.path);
    if (kept && kept[0] !== input.value) { [input.value, version().value] = kept; tick(); send(box, input); }
    else if (kept) store.drop(box.dataset.path);
    box.addEventListener("click", (event) => {
      const take = event.target.closest("[data-take]");
      if (take) { input.value = take.dataset.take; tick(); store.drop(box.dataset.path); take.closest(".conflict").remove(); }
      if (event.target.closest("[data-keep]")) send(box, input);
      if (event.target.closest("[data-accept]")) send(box, input, true);
    });
  }
  addEventListener("online", () => {
    for (const box of document.querySelectorAll("form[data-save] .field[data-path]"))
      if (store.get(box.dataset.path) !== null) send(box, fieldOf(box));
  });

  // A form is sent once, however often its button is pressed.
  addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    setTimeout(() => { delete event.target.dataset.sent; }, 8000);
  });
  // A page that comes back as it was left shows values of then: it is asked for again.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((one) => { delete one.dataset.sent; }));

  // Enter saves the field one is in, not the page.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("form[data-save] .field[data-path] input")) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change"));
  });

  // On a phone the parts of the form stand in one line: the one that is open is in sight.
  const here = document.querySelector(".parts [aria-current]"), line = here && here.closest("ul");
  if (line) line.scrollLeft = here.offsetLeft - line.offsetLeft - 16;

  // Where an address points at a field, the field is shown, opened and ready for typing.
  function go() {
    const found = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!found) return;
    for (let one = found; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    if (found.matches("input,select,textarea")) found.focus();
    found.scrollIntoView({ block: "center" });
  }
  if (location.hash) go();
  addEventListener("hashchange", go);
  document.addEventListener("click", (event) => { const link = event.target.closest("a[href*='#']"); if (link && link.href === location.href) go(); });

  // Who adds files says of which kind they are, before they are sent.
  document.addEventListener("change", (event) => {
    const kind = event.target.type === "file" && event.target.closest("[data-drop]")?.querySelector("select[name=kind]");
    if (kind) kind.required = event.target.files.length > 0;
  });

  // Files dropped or pasted go to the nearest place that takes them: a criterion opens its own.
  // Where several are taken, what was dropped before stays.
  const joined = (before, files) => { const all = new DataTransfer(); for (const one of [...before, ...files]) all.items.add(one); return all.files; };
  const take = (place, files) => { const into = place && place.querySelector("[data-drop] input[type=file], input[type=file]"); if (into) { into.files = into.multiple ? joined(into.files, files) : joined([], [files[0]]); into.dispatchEvent(new Event("change", { bubbles: true })); into.focus(); } return !!into; };
  function given(event, files) {
    if (!files || !files.length) return;
    const target = event.target.nodeType === 1 ? event.target : document.body, card = target.closest(".crit-block"), add = card && card.querySelector("[data-add]");
    if (!card && !document.querySelector("[data-drop]")) return;
    event.preventDefault();
    if (!card) take(document.querySelector("[data-drop]"), files);
    else if (!take(card, files) && add) { card.addEventListener("htmx:afterSwap", () => take(card, files), { once: true }); add.click(); }
  }
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => { given(event, event.dataTransfer.files); event.preventDefault(); });
  addEventListener("paste", (event) => given(event, event.clipboardData.files));

  // Keys: j and k move through a queue, Enter opens, a accepts, d types points, t tries, n goes on, p goes back; never while typing.
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const links = [...document.querySelectorAll("[data-row] th a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "j" && links.length) links[Math.min(at + 1, links.length - 1)].focus();
    if (event.key === "k" && links.length) links[Math.max(at - 1, 0)].focus();
    if (event.key === "a") document.querySelector("button[name=accept]")?.click();
    if (event.key === "n") document.querySelector("[data-next]")?.click();
    if (event.key === "d") { event.preventDefault(); document.getElementById("diem")?.focus(); }
    if (event.key === "t") document.querySelector("button[name=try]")?.click();
    if (event.key === "p") document.querySelector("[data-back]")?.click();
  });
})();
