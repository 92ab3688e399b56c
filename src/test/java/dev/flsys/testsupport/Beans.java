package dev.flsys.testsupport;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The beans of the service without Quarkus, for tests that need many of them: each is made once, by its {@code @Inject}
 * constructor, with the beans that this constructor asks for. Not safe for use by several threads.
 */
public final class Beans implements AutoCloseable {

    /** The classes behind the interfaces, and the classes with the producers, by the type that is asked for. */
    private static final Map<String, String> MADE_BY = Map.of(
            "dev.flsys.model.StateDicts", "dev.flsys.model.export.ExportedStateDicts",
            "dev.flsys.model.ProjectPillow", "dev.flsys.model.export.InterpreterPillow",
            "dev.flsys.model.export.Exporter", "dev.flsys.model.export.ExporterProducer",
            "dev.flsys.model.catalog.KeptModels", "dev.flsys.simulation.models.RunModels",
            "dev.flsys.model.FilesInUse", "dev.flsys.deploy.DeployedFiles",
            "dev.flsys.simulation.RoundAccuracy", "dev.flsys.evaluation.LiveEvaluations",
            "dev.flsys.model.FileChanges", "dev.flsys.model.files.ModelFiles");

    private final Map<Class<?>, Object> beans = new HashMap<>();
    private final List<Object> inOrder = new ArrayList<>();

    /** Uses {@code bean} for each constructor that asks for {@code type}. It is not closed with the others. */
    public <T> Beans with(Class<T> type, T bean) {
        beans.put(type, bean);
        return this;
    }

    /** The bean of a class; the first call makes it. */
    public <T> T get(Class<T> type) {
        Object there = beans.get(type);
        if (there == null) {
            there = make(type);
            beans.put(type, there);
            inOrder.add(there);
        }
        return type.cast(there);
    }

    /** The bean of a class that only its own package can name. */
    public Object get(String className) {
        return get(classOf(className));
    }

    private Object make(Class<?> type) {
        String other = MADE_BY.get(type.getName());
        if (other == null) {
            return construct(type);
        }
        Class<?> maker = classOf(other);
        return type.isAssignableFrom(maker) ? get(maker) : produce(type, maker);
    }

    private Object produce(Class<?> type, Class<?> producer) {
        Method method = Arrays.stream(producer.getDeclaredMethods())
                .filter(each -> each.isAnnotationPresent(Produces.class) && type.equals(each.getReturnType()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(producer + " does not produce " + type));
        Object owner = get(producer);
        return call(method, () -> method.invoke(owner, arguments(method)));
    }

    private Object construct(Class<?> type) {
        Constructor<?>[] all = type.getDeclaredConstructors();
        Constructor<?> constructor = Arrays.stream(all)
                .filter(each -> all.length == 1 || each.isAnnotationPresent(Inject.class))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no @Inject constructor in " + type));
        return call(constructor, () -> constructor.newInstance(arguments(constructor)));
    }

    private Object[] arguments(Executable of) {
        return Arrays.stream(of.getParameters()).map(this::argument).toArray();
    }

    /** A bean; a property of Quarkus that may be absent is absent. */
    private Object argument(Parameter parameter) {
        boolean mayBeAbsent =
                parameter.isAnnotationPresent(ConfigProperty.class) && parameter.getType() == Optional.class;
        return mayBeAbsent ? Optional.empty() : get(parameter.getType());
    }

    /** Closes the beans that were made here, the last one first. */
    @Override
    public void close() throws Exception {
        for (int i = inOrder.size() - 1; i >= 0; i--) {
            Object bean = inOrder.get(i);
            for (Method method : bean.getClass().getDeclaredMethods()) {
                if (method.isAnnotationPresent(PreDestroy.class)) {
                    call(method, () -> method.invoke(bean));
                }
            }
            if (bean instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    @FunctionalInterface
    private interface Call {
        Object now() throws ReflectiveOperationException;
    }

    private static Object call(Executable code, Call call) {
        try {
            code.setAccessible(true);
            return call.now();
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(code.toString(), thrown.getCause());
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException(code.toString(), failed);
        }
    }

    private static Class<?> classOf(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
