// Starts the reference of the API on its page.
"use strict"

window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  // Files of the desk alone: no page elsewhere is asked whether the description is valid.
  validatorUrl: null,
})
