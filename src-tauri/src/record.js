// For the end-to-end tests alone (feature `e2e`): keeps everything that the core sends to the
// page, as text. Answers, refusals, channels and events all end in one of these callbacks.
(() => {
  const KEPT = "reentry-recorded";
  const recorded = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  const { callbacks } = window.__TAURI_INTERNALS__;
  callbacks.set = (id, callback) =>
    Map.prototype.set.call(callbacks, id, (data) => {
      recorded.push(JSON.stringify(data) ?? "");
      callback(data);
    });
  // Answers that come as bytes are no JSON.
  const fetched = window.fetch;
  window.fetch = async (...request) => {
    const response = await fetched(...request);
    const type = response.headers.get("content-type") ?? "";
    if (!type.startsWith("application/json") && !type.startsWith("text/plain")) {
      recorded.push(await response.clone().text());
    }
    return response;
  };
  Object.defineProperty(window, "__REENTRY_RECORDED__", { value: recorded });
  addEventListener("pagehide", () => {
    sessionStorage.setItem(KEPT, JSON.stringify(recorded));
  });
})();
