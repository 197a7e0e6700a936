//! Names written in the Latin alphabet.

use super::NameLists;

pub(in super::super) static SPANISH: NameLists = NameLists {
    female: "María, Carmen, Lucía, Ana, Isabel, Laura, Cristina, Marta, Sofía, Paula, Elena, Pilar, Raquel, \
             Rosario, Beatriz, Nuria, Silvia, Patricia, Mónica, Andrea, Alba, Rocío, Inés, Valentina, Camila, \
             Daniela, Gabriela, Ximena, Guadalupe, Lourdes, Verónica, Claudia, Noelia, Eva, Julia, Martina, \
             María José, María del Carmen, Ana Belén, Luz Marina, Ángela, Begoña, Concepción, Itziar, Micaela",
    male: "José, Antonio, Manuel, Francisco, Juan, David, Javier, Daniel, Carlos, Jesús, Alejandro, Miguel, \
           Rafael, Pedro, Pablo, Ángel, Sergio, Fernando, Jorge, Luis, Alberto, Álvaro, Adrián, Diego, Raúl, \
           Iván, Rubén, Óscar, Andrés, Joaquín, Santiago, Mateo, Sebastián, Nicolás, Gonzalo, Ramón, Emilio, \
           José Luis, Juan Carlos, Miguel Ángel, José Antonio, Víctor, Hugo, Martín, Iñaki, Facundo, Thiago",
    family: "García, Rodríguez, González, Fernández, López, Martínez, Sánchez, Pérez, Gómez, Martín, Jiménez, \
             Ruiz, Hernández, Díaz, Moreno, Muñoz, Álvarez, Romero, Alonso, Gutiérrez, Navarro, Torres, \
             Domínguez, Vázquez, Ramos, Gil, Ramírez, Serrano, Blanco, Molina, Morales, Suárez, Ortega, \
             Delgado, Castro, Ortiz, Rubio, Marín, Sanz, Núñez, Iglesias, Medina, Garrido, Cortés, Castillo, \
             Santos, Lozano, Guerrero, Cano, Prieto, Méndez, Cruz, Calvo, Gallego, Vidal, León, Márquez, \
             Herrera, Peña, Flores, Cabrera, Campos, Vega, Fuentes, Carrasco, Aguilar, Reyes, Caballero, \
             García-López, De la Fuente, Ibáñez, Quiñones, Zúñiga, Echeverría, Restrepo, Quispe, Villalobos, \
             Arango, Salazar, Bustamante, Escobar, Figueroa, Ocampo, Benítez, Sosa, Acuña, Del Río",
    female_family: "",
};

pub(in super::super) static CATALAN: NameLists = NameLists {
    female: "Montserrat, Núria, Mercè, Laia, Aina, Júlia, Marta, Anna, Roser, Gemma, Mireia, Meritxell, Neus, \
             Aurora, Carla, Clàudia, Berta, Ona, Queralt, Txell, Àngels, Maria Teresa",
    male: "Jordi, Marc, Pau, Joan, Josep, Xavier, Oriol, Arnau, Albert, Pol, Sergi, Ferran, Lluís, Martí, \
           Guillem, Roger, Ramon, Enric, Àlex, Biel, Quim, Josep Maria",
    family: "Puig, Vila, Serra, Soler, Roca, Ferrer, Vidal, Bosch, Font, Casals, Pujol, Rovira, Riera, Sala, \
             Mas, Camps, Costa, Llopis, Planas, Torrent, Batlle, Fàbregas, Domènech, Giménez, Esteve, Prats, \
             Company, Massagué, Codina, Gispert, Vallès, Oliveras",
    female_family: "",
};

pub(in super::super) static PORTUGUESE: NameLists = NameLists {
    female: "Maria, Ana, Beatriz, Inês, Leonor, Mariana, Carolina, Matilde, Joana, Margarida, Rita, Catarina, \
             Sofia, Francisca, Juliana, Fernanda, Camila, Larissa, Letícia, Gabriela, Amanda, Bruna, Jéssica, \
             Luana, Tatiana, Vitória, Helena, Alice, Lívia, Conceição, Ana Paula, Maria Clara, Raquel, Simone",
    male: "João, José, António, Francisco, Pedro, Tiago, Diogo, Gonçalo, Rui, Miguel, Duarte, Afonso, André, \
           Nuno, Luís, Paulo, Ricardo, Rafael, Bruno, Gustavo, Lucas, Matheus, Felipe, Thiago, Rodrigo, \
           Leandro, Vinícius, Caio, Murilo, Otávio, João Pedro, José Carlos, Antônio, Sérgio, Heitor",
    family: "Silva, Santos, Ferreira, Pereira, Oliveira, Costa, Rodrigues, Martins, Jesus, Sousa, Fernandes, \
             Gonçalves, Gomes, Lopes, Marques, Alves, Almeida, Ribeiro, Pinto, Carvalho, Teixeira, Moreira, \
             Correia, Mendes, Nunes, Soares, Vieira, Monteiro, Cardoso, Rocha, Neves, Coelho, Cruz, Cunha, \
             Pires, Ramos, Reis, Simões, Antunes, Matos, Fonseca, Machado, Araújo, Barbosa, Tavares, Lourenço, \
             Castro, Figueiredo, Azevedo, Freitas, Magalhães, Henriques, Lima, Guerreiro, Batista, Pinheiro, \
             Faria, Miranda, Barros, Morais, Nogueira, Esteves, Anjos, Baptista, Campos, Mota, Andrade, \
             Brito, Nascimento, Cavalcanti, da Silva, dos Santos, de Souza, da Conceição, Siqueira, Brandão",
    female_family: "",
};

pub(in super::super) static ENGLISH: NameLists = NameLists {
    female: "Olivia, Emma, Amelia, Charlotte, Sophia, Isla, Ava, Mia, Grace, Lily, Evelyn, Harper, Emily, \
             Abigail, Ella, Chloe, Siobhán, Niamh, Aisha, Priya, Hannah, Jessica, Sarah, Rebecca, Lauren, \
             Megan, Zoe, Zoë, Rachel, Katie, Ashley, Nicole, Mary Ann, Imani, Keisha, Fiona, Eilidh, Gemma",
    male: "Liam, Noah, Oliver, James, William, Jack, Harry, George, Thomas, Charlie, Jacob, Michael, Ethan, \
           Daniel, Matthew, Joseph, Samuel, David, Andrew, Ryan, Seán, Connor, Mohammed, Tyler, Brandon, \
           Joshua, Christopher, Kevin, Brian, Patrick, Alexander, Benjamin, Callum, Euan, Jamal, Darnell, \
           Billy-Joe, Dylan",
    family: "Smith, Jones, Taylor, Brown, Williams, Wilson, Johnson, Davies, Patel, Robinson, Wright, Thompson, \
             Evans, Walker, White, Roberts, Green, Hall, Wood, Jackson, Clarke, Khan, Lewis, Harris, Martin, \
             Cooper, King, Baker, Turner, Hill, Ward, Morris, Moore, Clark, Lee, Scott, Young, Allen, Mitchell, \
             Carter, Phillips, Campbell, Parker, Edwards, Collins, Stewart, Murphy, Kelly, O'Brien, O'Connor, \
             O'Neill, McDonald, MacLeod, Fitzgerald, Washington, Jefferson, Freeman, Hughes, Bennett, Griffiths, \
             Reynolds, Singh, Begum, Ali, Okafor, Nguyen, Rivera, Kowalski, Sinclair, St. John, Byrne, Foster",
    female_family: "",
};

pub(in super::super) static FRENCH: NameLists = NameLists {
    female: "Marie, Camille, Léa, Chloé, Manon, Inès, Jade, Louise, Emma, Juliette, Élodie, Céline, Aurélie, \
             Émilie, Sophie, Nathalie, Isabelle, Sylvie, Anaïs, Margaux, Océane, Zoé, Fatima, Hélène, Brigitte, \
             Marie-Claude, Anne-Sophie, Françoise, Agnès, Solène, Maëlys, Noémie, Bérénice, Yasmine",
    male: "Jean, Pierre, Michel, Philippe, Nicolas, Thomas, Lucas, Hugo, Louis, Gabriel, Raphaël, Arthur, Jules, \
           Léo, Mathis, Théo, Antoine, Julien, Sébastien, Frédéric, Stéphane, Jérôme, François, Rémi, Benoît, \
           Jean-Pierre, Jean-Luc, Jean-François, Étienne, Loïc, Gaël, Mehdi, Karim, Noël, Cédric, Hervé",
    family: "Martin, Bernard, Dubois, Thomas, Robert, Richard, Petit, Durand, Leroy, Moreau, Simon, Laurent, \
             Lefebvre, Lefèvre, Michel, Garcia, David, Bertrand, Roux, Vincent, Fournier, Morel, Girard, André, \
             Mercier, Dupont, Lambert, Bonnet, François, Martinez, Legrand, Garnier, Faure, Rousseau, Blanc, \
             Guérin, Müller, Henry, Roussel, Nicolas, Perrin, Morin, Mathieu, Clément, Gauthier, Dumont, Lopez, \
             Fontaine, Chevalier, Robin, Masson, Sanchez, Gérard, Nguyen, Boyer, Denis, Lemaire, Duval, Joly, \
             Gautier, Roger, Benali, Traoré, Diallo, Le Gall, Le Goff, L'Hostis, d'Aubigné, Béranger, Hébert",
    female_family: "",
};

pub(in super::super) static GERMAN: NameLists = NameLists {
    female: "Anna, Lena, Lea, Sophie, Marie, Emma, Hannah, Mia, Johanna, Katharina, Sabine, Petra, Ursula, \
             Monika, Claudia, Stefanie, Nicole, Julia, Heike, Jana, Käthe, Jutta, Frauke, Bärbel, Brigitte, \
             Ingrid, Silke, Anke, Annika, Franziska, Ayşe, Anne-Marie, Greta, Wiebke, Clara, Rosemarie",
    male: "Jürgen, Hans, Peter, Wolfgang, Klaus, Günter, Thomas, Michael, Andreas, Stefan, Christian, Jörg, \
           Björn, Sören, Uwe, Lukas, Leon, Finn, Jonas, Paul, Felix, Maximilian, Elias, Ben, Moritz, Florian, \
           Tobias, Matthias, Götz, Rüdiger, Karl-Heinz, Hans-Peter, Mehmet, Ralf, Dieter, Heinz, Jan-Ole",
    family: "Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Schäfer, Koch, \
             Bauer, Richter, Klein, Wolf, Schröder, Neumann, Schwarz, Zimmermann, Braun, Krüger, Hofmann, \
             Hartmann, Lange, Schmitt, Werner, Schmitz, Krause, Meier, Lehmann, Schmid, Schulze, Maier, Köhler, \
             Herrmann, König, Walter, Mayer, Huber, Kaiser, Fuchs, Peters, Lang, Scholz, Möller, Weiß, Jung, \
             Hahn, Schubert, Vogel, Friedrich, Keller, Günther, Frank, Berger, Winkler, Roth, Beck, Lorenz, \
             Baumann, Franke, Albrecht, Schuster, Simon, Ludwig, Böhm, Winter, Kraus, Groß, Yılmaz, \
             von Bülow, Nußbaum, Strauß, Jäger, Kühn",
    female_family: "",
};

pub(in super::super) static ITALIAN: NameLists = NameLists {
    female: "Giulia, Francesca, Sofia, Aurora, Chiara, Martina, Alessia, Sara, Federica, Elisa, Valentina, Anna, \
             Maria, Giovanna, Rosa, Angela, Paola, Laura, Silvia, Elena, Ilaria, Beatrice, Ginevra, Camilla, \
             Noemi, Caterina, Lucia, Simona, Roberta, Barbara, Maria Grazia, Annamaria, Letizia",
    male: "Marco, Luca, Francesco, Alessandro, Lorenzo, Matteo, Andrea, Leonardo, Gabriele, Riccardo, Davide, \
           Tommaso, Giuseppe, Antonio, Giovanni, Mario, Luigi, Roberto, Stefano, Paolo, Salvatore, Vincenzo, \
           Domenico, Nicolò, Simone, Federico, Emanuele, Pietro, Filippo, Michele, Gian Luca, Pierpaolo, Enea",
    family: "Rossi, Russo, Ferrari, Esposito, Bianchi, Romano, Colombo, Ricci, Marino, Greco, Bruno, Gallo, Conti, \
             De Luca, Mancini, Costa, Giordano, Rizzo, Lombardi, Moretti, Barbieri, Fontana, Santoro, Mariani, \
             Rinaldi, Caruso, Ferrara, Galli, Martini, Leone, Longo, Gentile, Martinelli, Vitale, Lombardo, \
             Serra, Coppola, De Santis, D'Angelo, Marchetti, Parisi, Villa, Conte, Ferraro, Ferri, Fabbri, \
             Bianco, Marini, Grasso, Valentini, Messina, Sala, De Angelis, Gatti, Pellegrini, Palumbo, Sanna, \
             Farina, Rizzi, Monti, Cattaneo, Morelli, Amato, Silvestri, Mazza, Testa, Grassi, Pellegrino, \
             D'Amico, Dell'Acqua, Zanetti, Calabrò, Nicolò",
    female_family: "",
};

pub(in super::super) static DUTCH: NameLists = NameLists {
    female: "Emma, Julia, Sanne, Femke, Lotte, Anouk, Fleur, Iris, Lieke, Eva, Maud, Saskia, Marieke, Ingrid, \
             Annemarie, Noortje, Fenna, Daphne, Esmée, Chloë",
    male: "Daan, Sem, Lars, Bram, Thijs, Ruben, Jeroen, Maarten, Pieter, Willem, Jan, Kees, Joost, Sander, Wouter, \
           Stijn, Niels, Jan-Willem, Matthijs, Gijs",
    family: "de Jong, Jansen, de Vries, van den Berg, van Dijk, Bakker, Janssen, Visser, Smit, Meijer, de Boer, \
             Mulder, de Groot, Bos, Vos, Peters, Hendriks, van Leeuwen, Dekker, Brouwer, de Wit, Dijkstra, Smits, \
             de Graaf, van der Meer, van der Linden, Kok, Jacobs, de Haan, Vermeulen, van 't Hof, Postma, Hoekstra",
    female_family: "",
};

pub(in super::super) static SWEDISH: NameLists = NameLists {
    female: "Anna, Maria, Kristina, Elin, Åsa, Malin, Sara, Linnéa, Ebba, Maja, Astrid, Freja, Ingrid, Karin, \
             Åse, Lovisa, Tuva, Märta, Saga, Anna-Lena",
    male: "Erik, Lars, Karl, Anders, Johan, Per, Nils, Gustav, Oskar, Elias, Åke, Göran, Håkan, Björn, Sven, \
           Magnus, Axel, Viktor, Jan-Erik, Pär",
    family: "Andersson, Johansson, Karlsson, Nilsson, Eriksson, Larsson, Olsson, Persson, Svensson, Gustafsson, \
             Pettersson, Jonsson, Jansson, Hansson, Bengtsson, Jönsson, Lindberg, Jakobsson, Magnusson, Lindström, \
             Lindqvist, Lindgren, Axelsson, Berg, Bergström, Lundberg, Lind, Lundgren, Sjöberg, Åkerlund, Öberg",
    female_family: "",
};

pub(in super::super) static DANISH: NameLists = NameLists {
    female: "Anne, Mette, Kirsten, Hanne, Susanne, Freja, Ida, Emma, Sofie, Lærke, Signe, Maja, Karen, Birgitte, \
             Åse, Josefine, Astrid, Bodil",
    male: "Søren, Lars, Jens, Anders, Mads, Rasmus, Mikkel, Jørgen, Niels, Henrik, Emil, Frederik, Magnus, Bjørn, \
           Kåre, Aksel, Svend, Hans Christian",
    family: "Nielsen, Jensen, Hansen, Pedersen, Andersen, Christensen, Larsen, Sørensen, Rasmussen, Jørgensen, \
             Petersen, Madsen, Kristensen, Olsen, Thomsen, Christiansen, Poulsen, Johansen, Møller, Mortensen, \
             Knudsen, Østergaard, Lund, Holm, Schmidt, Kjær, Bjerregaard, Nørgaard, Dahl, Vestergaard",
    female_family: "",
};

pub(in super::super) static POLISH: NameLists = NameLists {
    female: "Anna, Maria, Katarzyna, Małgorzata, Agnieszka, Zofia, Julia, Aleksandra, Zuzanna, Joanna, Ewa, \
             Magdalena, Barbara, Krystyna, Elżbieta, Paulina, Natalia, Łucja, Hanna",
    male: "Łukasz, Jan, Piotr, Krzysztof, Andrzej, Tomasz, Paweł, Michał, Marcin, Jakub, Adam, Mateusz, Wojciech, \
           Stanisław, Grzegorz, Rafał, Bartłomiej, Szymon, Kacper, Zbigniew",
    family: "Nowak, Kowalski, Wiśniewski, Wójcik, Kowalczyk, Kamiński, Lewandowski, Zieliński, Szymański, \
             Woźniak, Dąbrowski, Kozłowski, Jankowski, Mazur, Kwiatkowski, Krawczyk, Kaczmarek, Piotrowski, \
             Grabowski, Zając, Pawłowski, Król, Wieczorek, Jabłoński, Wróbel, Majewski, Olszewski, Stępień, \
             Jaworski, Malinowski, Dudek, Górski",
    female_family: "Nowak, Kowalska, Wiśniewska, Wójcik, Kowalczyk, Kamińska, Lewandowska, Zielińska, Szymańska, \
                    Woźniak, Dąbrowska, Kozłowska, Jankowska, Mazur, Kwiatkowska, Krawczyk, Kaczmarek, \
                    Piotrowska, Grabowska, Zając, Pawłowska, Król, Wieczorek, Jabłońska, Wróbel, Majewska, \
                    Olszewska, Stępień, Jaworska, Malinowska, Dudek, Górska",
};

pub(in super::super) static ROMANIAN: NameLists = NameLists {
    female: "Maria, Elena, Ioana, Andreea, Mihaela, Alexandra, Cristina, Ana, Gabriela, Daniela, Raluca, Ștefania, \
             Larisa, Bianca, Simona, Roxana, Anca, Oana, Ana-Maria",
    male: "Andrei, Alexandru, Mihai, Ionuț, Ștefan, Cristian, Gheorghe, Ion, Vasile, Constantin, Florin, Radu, \
           Bogdan, Răzvan, Vlad, Cătălin, Dănuț, Marius, Adrian",
    family: "Popescu, Ionescu, Popa, Pop, Radu, Dumitru, Stan, Stoica, Gheorghe, Matei, Ciobanu, Ionița, Rusu, \
             Constantin, Marin, Șerban, Lazăr, Florea, Munteanu, Moldovan, Dumitrescu, Tănase, Căpățână, Bălan, \
             Ungureanu, Diaconu, Mureșan, Țurcanu, Neagu, Sandu, Petrescu",
    female_family: "",
};

pub(in super::super) static TURKISH: NameLists = NameLists {
    female: "Fatma, Ayşe, Emine, Zeynep, Elif, Hatice, Merve, Özge, Büşra, Esra, Şule, Gül, Çiğdem, Defne, Ebru, \
             Yasemin, Sevgi, İrem, Selin, Nazlı",
    male: "Mehmet, Mustafa, Ahmet, Ali, Hüseyin, Hasan, İbrahim, Yusuf, Ömer, Emre, Murat, Okan, Özgür, Çağlar, \
           Barış, Kerem, Oğuz, Serkan, Tolga, Uğur",
    family: "Yılmaz, Kaya, Demir, Şahin, Çelik, Yıldız, Yıldırım, Öztürk, Aydın, Özdemir, Arslan, Doğan, Kılıç, \
             Aslan, Çetin, Kara, Koç, Kurt, Özkan, Şimşek, Polat, Korkmaz, Çakır, Erdoğan, Güneş, Aksoy, Taş, \
             Bulut, Ünal, Işık, Özer",
    female_family: "",
};

pub(in super::super) static FILIPINO: NameLists = NameLists {
    female: "Maria Cristina, Angelica, Jasmine, Princess, Althea, Rosalie, Marites, Liza, Imelda, Analyn, Jennylyn, \
             Maricel, Rowena, Lovely, Mary Grace, Divina, Corazon, Tala, Ligaya",
    male: "Jose, Juan, Mark Anthony, John Paul, Rodrigo, Emmanuel, Jayson, Ferdinand, Arnel, Rommel, Reynaldo, \
           Bong, Jomar, Christian, Angelo, Nathaniel, Dante, Bayani, Crisanto",
    family: "Santos, Reyes, Cruz, Bautista, Ocampo, Garcia, Mendoza, Torres, Castillo, Flores, Villanueva, Ramos, \
             Castro, Rivera, Aquino, Navarro, Salazar, Mercado, dela Cruz, de los Santos, Dimaculangan, \
             Macaraeg, Pangilinan, Magsaysay, Tolentino, Manalo, Lim, Tan, Sy, Panganiban, Catacutan",
    female_family: "",
};

pub(in super::super) static INDONESIAN: NameLists = NameLists {
    female: "Siti, Dewi, Sri, Nur Aini, Putri, Ayu, Ratna, Indah, Rina, Wulan, Kartika, Lestari, Fitri, Yuni, \
             Ni Made, Melati, Citra, Intan, Dian",
    male: "Budi, Agus, Ahmad, Muhammad, Eko, Dwi, Hendra, Rudi, Bambang, Joko, Andi, Rizky, Fajar, Dimas, I Wayan, \
           Putu, Bayu, Arif, Yusuf",
    family: "Santoso, Wijaya, Saputra, Hidayat, Pratama, Setiawan, Kusuma, Nugroho, Wibowo, Susanto, Gunawan, \
             Siregar, Nasution, Simanjuntak, Sitompul, Hutapea, Lubis, Halim, Hartono, Suryadi, Permana, Ramadhan, \
             Firmansyah, Maulana, Purnama, Rahayu, Utami, Handayani, Tanjung, Siahaan",
    female_family: "",
};

/// The given names come with the middle name that stands before them.
pub(in super::super) static VIETNAMESE: NameLists = NameLists {
    female: "Thị Hương, Thị Lan, Thị Mai, Thị Hoa, Ngọc Ánh, Thu Hà, Thanh Thảo, Phương Linh, Khánh Vy, Bảo Ngọc, \
             Thùy Trang, Mỹ Duyên, Kim Ngân, Hồng Nhung, Quỳnh Như, Minh Châu, Diễm My, Thị Tuyết",
    male: "Văn Nam, Văn Hùng, Minh Tuấn, Đức Anh, Quốc Bảo, Hoàng Long, Gia Huy, Thành Đạt, Quang Huy, Văn Dũng, \
           Hữu Phước, Anh Tú, Xuân Trường, Công Phượng, Trung Kiên, Việt Hoàng, Đình Trọng, Nhật Minh",
    family: "Nguyễn, Trần, Lê, Phạm, Hoàng, Huỳnh, Phan, Vũ, Võ, Đặng, Bùi, Đỗ, Hồ, Ngô, Dương, Lý, Đinh, Đào, \
             Trịnh, Đoàn, Mai, Tô, Tạ, Lâm, Cao, Châu, Hà, Lương, Tống, Quách, Vương",
    female_family: "",
};
