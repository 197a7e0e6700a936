console.log("an example of a script, with neighbours that are smaller");
console.log("an example of a script, with neighbours that are smaller");
console.log("an example of a script, with neighbours that are smaller");
console.log("an example of a script, with neighbours that are smaller");
