// Runs before the first paint, so that a dark page never flashes light. A file of its own because the page's CSP allows no inline scripts.
// Keep the key and the class in step with src/shared/lib/theme.ts.
(function () {
  var choice = 'system';
  try {
    choice = localStorage.getItem('nexa.theme') || 'system';
  } catch (error) {
    // Storage may be forbidden; the system's choice then holds.
  }
  var dark = choice === 'dark' || (choice !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.toggle('pf-v6-theme-dark', dark);
})();
