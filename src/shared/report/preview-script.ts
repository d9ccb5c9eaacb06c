/**
 * What the studio's preview adds to a report's page, and nothing that is handed in: the page tells how far it is scrolled, goes back to
 * there when it was made anew, and prints itself. The preview's frame has no origin of its own, so that this is the only way to it.
 */
export const previewScript = `addEventListener('scroll',()=>parent.postMessage({descent:'scroll',y:scrollY},'*'),{passive:true});addEventListener('message',({source,data})=>{if(source!==parent||!data)return;if(data.descent==='scroll')scrollTo(0,Number(data.y)||0);if(data.descent==='print')print()})`;

/** The script by its hash, for content-security policies. A test holds it to the script. */
export const previewScriptHash = 'sha256-v09EFEvRIZpPnKarnvC9V2KLUSqtJeol46Z85lk8msQ=';

/** A report's page as the preview shows it. */
export function withPreviewScript(html: string): string {
  const at = html.lastIndexOf('</body>');
  const script = `<script>${previewScript}</script>`;
  return at < 0 ? html + script : html.slice(0, at) + script + html.slice(at);
}
