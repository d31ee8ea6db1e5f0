// Keeps a half-done form with us, and in the browser until it has reached us.
// The page works without it.
(() => {
  const form = document.querySelector('form[data-keep]'), store = window.localStorage;
  if (!form || !store) return;
  const name = 'keep ' + form.dataset.keep, mine = name.slice(0, 19);
  const back = document.querySelector('[data-back]');
  for (const key of Object.keys(store))
    if (key.startsWith('keep ') && !(key.startsWith(mine) && JSON.parse(store[key]).at > Date.now() - 30 * 864e5))
      store.removeItem(key);
  let timer, isDirty = false;
  const send = () => {
    clearTimeout(timer);
    if (!isDirty) return;
    const body = new URLSearchParams(new FormData(form)), sent = store[name];
    body.set('do', 'draft');
    isDirty = false;
    fetch(form.getAttribute('action'), { method: 'POST', body, redirect: 'manual', keepalive: `${body}`.length < 6e4 })
      .then((r) => { if (r.status === 204 && store[name] === sent) store.removeItem(name); })
      .catch(() => { isDirty = true; });
  };
  const keep = () => {
    isDirty = true;
    const fields = [...new FormData(form)].filter(([n]) => n !== 'token');
    try { store[name] = JSON.stringify({ at: Date.now(), fields }); } catch { /* full */ }
    clearTimeout(timer);
    timer = setTimeout(send, 4000);
  };
  const say = (what, run) => { back.querySelector(what).onclick = () => { run(); back.hidden = true; }; };
  if (store[name]) {
    back.hidden = false;
    say('[data-drop]', () => store.removeItem(name));
    say('[data-take]', () => {
      for (const [n, value] of JSON.parse(store[name]).fields)
        for (const e of form.querySelectorAll(`[name="${n}"]`))
          if (/radio|checkbox/.test(e.type)) e.checked = e.value === value;
          else if (e.type !== 'submit') e.value = value;
      keep();
    });
  }
  form.addEventListener('input', keep);
  form.addEventListener('submit', () => { clearTimeout(timer); isDirty = false; });
  addEventListener('online', send);
  addEventListener('pagehide', send);
})();
