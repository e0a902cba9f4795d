/** @type {import("svelte/compiler").CompileOptions} */
const compilerOptions = { runes: true };

export default { compilerOptions };
