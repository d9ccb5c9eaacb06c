/** What a linter that cannot read single-file components takes them for; the compiler reads them themselves. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent<object, object, unknown>;
  export default component;
}
