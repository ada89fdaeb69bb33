// What the panel's pages do better with a script. Every page works without it.
import "./contador.js";
import "./autoguardado.js";
import "./confirmar.js";
import "./mostrar.js";
import "./sesion.js";
import "./avance.js";
import "./codigo.js";
import "./encuadre.js";
