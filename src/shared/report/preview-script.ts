/**
 * What the studio's preview adds to a report's page, and nothing that is handed in: the page tells how far it is scrolled, goes back to
 * there when it was made anew, and prints itself. The preview's frame has no origin of its own, so that this is the only way to it.
 */
export const previewScript = `addEventListener('scroll',()=>parent.postMessage({descent:'scroll',y:scrollY},'*'),{passive:true});addEventListener('message',({source,data})=>{if(source!==parent||!data)return;if(data.descent==='scroll')scrollTo(0,Number(data.y)||0);if(data.descent==='print')print()})`;

/**
 * The scripts that may run in the preview, by their hashes: this one and the report's own. The preview's page takes over the policy of the
 * studio's, which therefore names them. A test holds them to the scripts.
 */
export const previewScriptHash = 'sha256-v09EFEvRIZpPnKarnvC9V2KLUSqtJeol46Z85lk8msQ=';
export const pageScriptHash = 'sha256-rSUYxCHxKuP1nqzthPd0tyxwHVlI7cU8y4ut+fkILdU=';

/** A report's page as the preview shows it: its policy lets the preview's script run, too. */
export function withPreviewScript(html: string): string {
  const allowed = html.replace("script-src '", `script-src '${previewScriptHash}' '`);
  const at = allowed.lastIndexOf('</body>');
  const script = `<script>${previewScript}</script>`;
  return at < 0 ? allowed + script : allowed.slice(0, at) + script + allowed.slice(at);
}
