/** Makes a PDF of a page that needs nothing else. @throws DescentError `io` */
export type PrintPage = (html: string) => Promise<Uint8Array>;

/** Looks for what can print before anything is made. @throws DescentError `usage` where nothing can */
export type FindPrinter = () => PrintPage;
