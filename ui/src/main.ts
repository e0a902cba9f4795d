import { mount } from "svelte";
import App from "./App.svelte";
import { tauri } from "./lib/backend/tauri";
import "./styles/tokens.css";
import "./styles/base.css";

const target = document.getElementById("app");
if (target) {
  mount(App, { target, props: { backend: tauri } });
}
