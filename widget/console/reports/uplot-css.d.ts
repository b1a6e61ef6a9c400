declare module 'uplot/dist/uPlot.min.css?inline' {
  const css: string;
  export default css;
}
