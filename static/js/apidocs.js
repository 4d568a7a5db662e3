// The reference of the API: Swagger UI over our own schema, in the colours of the page.

const reference = document.getElementById("reference");
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

function followTheme() {
  const theme = root.dataset.theme;
  root.classList.toggle("dark-mode", theme ? theme === "dark" : dark.matches);
}

followTheme();
dark.addEventListener("change", followTheme);
new MutationObserver(followTheme).observe(root, { attributeFilter: ["data-theme"] });

window.SwaggerUIBundle({
  domNode: reference,
  url: reference.dataset.schema,
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: false, // a key is not kept in the browser
  validatorUrl: null, // no other server learns of this one
  // What is tried out here comes by the session, as from any page of ours.
  requestInterceptor: (request) => {
    const isOurs = new URL(request.url, location.href).origin === location.origin;
    if (isOurs && !request.loadSpec) request.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
    return request;
  },
});
