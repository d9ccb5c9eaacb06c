/** How pages are printed, in the words of Chromium and Electron alike: paper and margins are the page's own, its headings become the document's outline. */
export const paper = { printBackground: true, preferCSSPageSize: true, generateTaggedPDF: true, generateDocumentOutline: true } as const;
