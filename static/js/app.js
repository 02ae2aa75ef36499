// Small comforts over pages that work without it. Nothing is stored, nothing is evaluated.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// 1. Focus: errors first, else where the reader was, else the heading of what just came.
const ERRORS = ".error-summary, [role='alert']";

const focusOn = (element) => {
  if (!element.matches("a[href], button, input, select, textarea, summary, [tabindex]")) element.tabIndex = -1;
  element.focus();
};

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  reveal();
  $$("textarea").forEach(countSigns);
  toToday();
  announce(ctx);
  if (!["click", "submit", "change"].includes(ctx.sourceEvent?.type)) return; // a panel that loads by itself never takes the focus
  const region = ctx.target?.isConnected ? ctx.target : document.getElementById(ctx.target?.id) || $("#main");
  const errors = region.matches(ERRORS) ? region : $(ERRORS, region);
  if (errors) return focusOn(errors);
  if (!document.activeElement || document.activeElement === document.body) focusOn($("h1, h2, h3", region) || region);
});

// What a swap changed is said (a count after a filter), and so is a network that does not answer.
const announce = (ctx) => {
  const region = document.getElementById(ctx.target?.id);
  const news = region && $("[data-announce]", region);
  if (news) $("#announcer").textContent = news.textContent;
};

const sayOffline = () => {
  const notice = document.createElement("p");
  notice.className = "notice bad";
  notice.textContent = document.body.dataset.offline;
  $("#flashes")?.replaceChildren(notice);
  $("#flashes")?.scrollIntoView({ block: "center" });
};

document.addEventListener("htmx:error", ({ detail }) => { if (!detail.ctx?.response) sayOffline(); });

// A form that was refused stays in the history as a page to read: going back to it asks for it, and sends nothing again.
const wasRefused = () => performance.getEntriesByType("navigation")[0]?.responseStatus >= 400 || $(".error-summary");

// A page that arrives with errors begins at them.
document.addEventListener("DOMContentLoaded", () => {
  reveal();
  $$("textarea").forEach(countSigns);
  toToday();
  if (wasRefused()) history.replaceState(history.state, "", location.href);
  const errors = $(".error-summary");
  if (errors) focusOn(errors);
});

// A ribbon wider than the screen opens at the month of today; a stylesheet can say it where browsers know how.
const toToday = () => CSS.supports("scroll-initial-target", "nearest") || $$(".timeline-box [data-here]").forEach((here) => {
  const box = here.closest(".timeline-box");
  box.scrollLeft += here.getBoundingClientRect().left - $(".timeline-head", box).getBoundingClientRect().right;
});

// 2. Controls that only make sense with a script.
const reveal = () => $$("[data-print][hidden], [data-close][hidden]").forEach((button) => { button.hidden = false; });

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) window.print();
  const close = target.closest("[data-close]");
  if (close) shut(close.closest("details"));
});

const shut = (details) => {
  details.open = false;
  $("summary", details).focus();
};

document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest?.("details[data-confirm][open]");
  if (open) shut(open);
});

// 3. Typed text is not lost by a stray click: forms marked data-guard warn until they are sent.
const changed = new Set();
const guarded = (target) => target.closest?.("form[data-guard]");
document.addEventListener("input", ({ target }) => { if (guarded(target)) changed.add(guarded(target)); });
window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

// 4. One click, one act: the buttons of a form rest while it is being sent. They wake when the page comes back from the history.
const rest = (form, resting) => {
  $$("button[type='submit'], button:not([type])", form).forEach((button) => button.setAttribute("aria-disabled", resting));
  form.toggleAttribute("data-sending", resting);
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.hasAttribute("data-sending")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.hasAttribute("data-hold") && isHeld(event, form)) return;
  changed.delete(form);
  rest(form, true);
}, true);

// A long form filled in where the network comes and goes (data-hold) leaves once the server answers; until then it stays.
const answered = new WeakSet();
const isHeld = (event, form) => {
  if (answered.delete(form)) return false;
  event.preventDefault();
  event.stopImmediatePropagation();
  rest(form, true);
  fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(8000) }).then(
    () => { rest(form, false); answered.add(form); form.requestSubmit(event.submitter); },
    () => { rest(form, false); sayOffline(); },
  );
  return true;
};

document.addEventListener("htmx:finally:request", ({ detail }) => {
  const form = detail.ctx.sourceElement?.closest?.("form");
  if (!form) return;
  rest(form, false);
  if (form.matches("[data-guard]") && !(detail.ctx.response?.status < 400)) changed.add(form);
});
window.addEventListener("pageshow", () => $$("form[data-sending]").forEach((form) => rest(form, false)));

// 5. The ribbon: arrows walk from bar to bar; Home and End go to the ends of a row.
const middle = (bar) => { const box = bar.getBoundingClientRect(); return box.left + box.width / 2; };

document.addEventListener("keydown", (event) => {
  const bar = event.target.closest?.("[data-timeline] a.bar");
  if (!bar || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = $$(".timeline-row", bar.closest("[data-timeline]")).map((row) => $$("a.bar", row)).filter((bars) => bars.length);
  const at = rows.findIndex((bars) => bars.includes(bar));
  const here = rows[at].indexOf(bar);
  const nearest = (bars) => bars?.reduce((best, one) => (Math.abs(middle(one) - middle(bar)) < Math.abs(middle(best) - middle(bar)) ? one : best));
  const next = {
    ArrowLeft: () => rows[at][here - 1],
    ArrowRight: () => rows[at][here + 1],
    ArrowUp: () => nearest(rows[at - 1]),
    ArrowDown: () => nearest(rows[at + 1]),
    Home: () => rows[at][0],
    End: () => rows[at].at(-1),
  }[event.key]?.();
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest", inline: "center" });
});

// 6. A text says how many signs it may still have; beyond, by how many it is too long. The server counts the same way.
const countSigns = (area) => {
  const told = document.getElementById(`${area.id}-limit`);
  if (!told) return;
  const left = told.dataset.limit - [...area.value.trim()].length;
  const text = left < 0 ? told.dataset.over : told.dataset.left;
  told.textContent = text.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
  told.classList.toggle("too-long", left < 0);
  if (left < 100) told.setAttribute("role", "status"); // heard where it begins to matter
  else told.removeAttribute("role");
};

document.addEventListener("input", ({ target }) => { if (target.matches("textarea")) countSigns(target); });

// 7. A record among many is looked for: Enter looks at once, the arrow goes down to what was found.
document.addEventListener("keydown", (event) => {
  const typed = event.target.closest?.(".look-up input");
  const act = typed && {
    Enter: () => document.getElementById(`${typed.id}-look`).click(),
    ArrowDown: () => $(`#${typed.id}-found input[type="radio"]`)?.focus(),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
