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
    put(path, value) { try { sessionStorage.setItem(keyOf(path), value); } catch { /* full or forbidden: the field itself still holds it */ } },
    drop(path) { try { sessionStorage.removeItem(keyOf(path)); } catch { /* nothing was kept */ } },
    get(path) { try { return sessionStorage.getItem(keyOf(path)); } catch { return null; } },
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
    store.put(path, input.value);
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
  for (const box of document.querySelectorAll("form[data-save] .field[data-path]")) {
    const input = box.querySelector("input:not([type=hidden]),select,textarea");
    if (!input || input.readOnly || input.disabled) continue;
    input.addEventListener("input", () => store.put(box.dataset.path, input.value));
    input.addEventListener("change", () => send(box, input));
    const kept = store.get(box.dataset.path);
    if (kept !== null && kept !== input.value) { input.value = kept; send(box, input); }
    else if (kept !== null) store.drop(box.dataset.path);
    box.addEventListener("click", (event) => {
      const take = event.target.closest("[data-take]");
      if (take) { input.value = take.dataset.take; store.drop(box.dataset.path); take.closest(".conflict").remove(); }
      if (event.target.closest("[data-keep]")) send(box, input);
      if (event.target.closest("[data-accept]")) send(box, input, true);
    });
  }
  addEventListener("online", () => {
    for (const box of document.querySelectorAll("form[data-save] .field[data-path]"))
      if (store.get(box.dataset.path) !== null) send(box, box.querySelector("input:not([type=hidden]),select,textarea"));
  });

  // A form is sent once, however often its button is pressed.
  addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    setTimeout(() => { delete event.target.dataset.sent; }, 8000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((one) => { delete one.dataset.sent; }));

  // Files: dropped or pasted anywhere on the page of evidence.
  const drop = document.querySelector("[data-drop] input[type=file]");
  if (drop) {
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => { event.preventDefault(); if (event.dataTransfer.files.length) drop.files = event.dataTransfer.files; });
    addEventListener("paste", (event) => { if (event.clipboardData.files.length) drop.files = event.clipboardData.files; });
  }

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
