import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  build: {
    target: "es2022",
    // The page is embedded in the program: one script, one style sheet, nothing inlined, so that
    // the content security policy can stay at 'self'.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    // A machine that compiles beside the tests takes seconds for what takes milliseconds.
    testTimeout: 120_000,
  },
});
