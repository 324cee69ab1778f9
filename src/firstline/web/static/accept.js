// The code of an invitation stands behind the # of its link, so that no server and no log sees it. It is moved into
// the form, and out of the address, where somebody could read it or keep it as a bookmark.
const code = location.hash.slice(1);
if (code) {
  document.getElementById("token").value = code;
  history.replaceState(null, "", location.pathname);
}
